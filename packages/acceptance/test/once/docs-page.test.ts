import { chromium } from 'playwright-core'
import { expect, test } from 'vitest'
import { findChromium } from '../support/chromium.ts'
import { startKeyBox } from '../support/keybox.ts'
import { inTemporaryFolder } from '../support/program.ts'

/** A browser that does nothing of its own accord: what is left on the wire is the page's doing. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

test('the docs page renders in a real browser, shows every operation and asks nobody but us', async () => {
  const { executablePath, env } = await findChromium()
  const keybox = await startKeyBox({}, 'memory')
  const { host, port } = keybox.address
  const origin = `http://${host}:${port}`
  try {
    await inTemporaryFolder(async (profile) => {
      const browser = await chromium.launchPersistentContext(profile, {
        executablePath,
        args: QUIET,
        env: { ...process.env, ...env },
      })
      try {
        const page = await browser.newPage()
        const requests: string[] = []
        const problems: string[] = []
        // On the context, so that a worker or a frame of the page is seen too.
        await browser.route('**/*', async (route) => {
          requests.push(route.request().url())
          await route.continue()
        })
        page.on('pageerror', (error) => problems.push(error.message))
        page.on('console', (message) => {
          if (message.type() === 'error') problems.push(message.text())
        })
        page.on('requestfailed', (request) => problems.push(`failed: ${request.url()}`))

        await page.goto(`${origin}/docs`)
        const operations = page.locator('.opblock')
        await operations.first().waitFor()
        const shown = (await page.locator('.opblock-summary-path').allTextContents()).map((path) =>
          path.replaceAll('\u200b', ''),
        )
        expect(shown).toEqual(
          expect.arrayContaining([
            '/auth/signup',
            '/auth/login',
            '/auth/me',
            '/clients',
            '/projects/createProject',
            '/license/create',
            '/license/revoke/{key}',
            '/dashboard',
            '/validate',
            '/validate/activate',
          ]),
        )
        await operations.first().click()
        expect(requests.length).toBeGreaterThan(3)
        const outside = requests.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith('data:'))
        expect(outside).toEqual([])
        expect(problems).toEqual([])
      } finally {
        await browser.close()
      }
    })
  } finally {
    await keybox.close()
  }
}, 120_000)
