import type { HttpOptions } from '../http-options.ts'
import type { HttpUseCases } from '../http-use-cases.ts'
import type { Lifecycle } from '../lifecycle.ts'
import { admission } from '../load/admission.ts'
import type { LoadBounds } from '../load/bounds.ts'
import { Share } from '../load/share.ts'
import { requireToken } from '../plugins/authentication.ts'
import type { Limits } from '../plugins/limits.ts'
import { addRateLimitedArea } from '../plugins/rate-limit.ts'
import type { TypedServer } from '../schema/valibot-type-provider.ts'
import { changePasswordRoute } from './auth/change-password/route.ts'
import { logInRoute } from './auth/log-in/route.ts'
import { logOutRoute } from './auth/log-out/route.ts'
import { logOutEverywhereRoute } from './auth/log-out-everywhere/route.ts'
import { meRoute } from './auth/me/route.ts'
import { refreshRoute } from './auth/refresh/route.ts'
import { signUpRoute } from './auth/sign-up/route.ts'
import { createClientRoute } from './clients/create-client/route.ts'
import { readDashboardRoute } from './dashboard/read-dashboard/route.ts'
import { aliveRoute } from './health/alive/route.ts'
import { readyRoute } from './health/ready/route.ts'
import { createLicenseRoute } from './licenses/create-license/route.ts'
import { revokeLicenseRoute } from './licenses/revoke-license/route.ts'
import { readMetricsRoute } from './metrics/route.ts'
import { createProjectRoute } from './projects/create-project/route.ts'
import { activateLicenseRoute } from './validate/activate-license/route.ts'
import { validateLicenseRoute } from './validate/validate-license/route.ts'

/** How the server stands, and how much it takes on. */
interface Standing {
  readonly lifecycle: Lifecycle
  readonly limits: Limits
  readonly bounds: LoadBounds
  readonly validations: Share
  readonly pages: Share
}

/** Every route of the API, by who may call it how often. */
export async function addRoutes(
  server: TypedServer,
  useCases: HttpUseCases,
  options: HttpOptions,
  { lifecycle, limits, bounds, validations, pages }: Standing,
): Promise<void> {
  aliveRoute(server, options)
  readyRoute(server, useCases, lifecycle, new Share(bounds.checks))
  if (options.metrics !== 'off') readMetricsRoute(server, options.metrics, pages)

  await addRateLimitedArea(server, {
    limit: limits.auth,
    admission: admission(new Share(bounds.signIns)),
    paths: {
      '/auth/signup': (path) => signUpRoute(path, useCases, options),
      '/auth/login': (path) => logInRoute(path, useCases, limits.clientOf),
      '/auth/refresh': (path) => refreshRoute(path, useCases),
      '/auth/password': (path) => {
        // Within, so that a path that is not there asks for no token.
        void path.register(async (signedInOnly: TypedServer) => {
          requireToken(signedInOnly, useCases.authenticate)
          changePasswordRoute(signedInOnly, useCases, limits.clientOf)
        })
      },
    },
  })

  await addRateLimitedArea(server, {
    limit: limits.validate,
    paths: {
      '/validate': (path) => {
        validateLicenseRoute(path, useCases, admission(validations), limits.keyGuesses)
        activateLicenseRoute(path, useCases, admission(new Share(bounds.activations)), limits.keyGuesses)
      },
    },
  })

  await server.register(async (signedInOnly: TypedServer) => {
    signedInOnly.addHook('onRequest', admission(new Share(bounds.requests)))
    requireToken(signedInOnly, useCases.authenticate)
    meRoute(signedInOnly, useCases)
    logOutRoute(signedInOnly, useCases)
    logOutEverywhereRoute(signedInOnly, useCases)
    createClientRoute(signedInOnly, useCases)
    createProjectRoute(signedInOnly, useCases, options)
    createLicenseRoute(signedInOnly, useCases, options)
    revokeLicenseRoute(signedInOnly, useCases)
    readDashboardRoute(signedInOnly, useCases, bounds)
  })
}
