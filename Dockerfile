# KeyBox as a container: the built server and what it needs to run, nothing else, as a user without rights.
#
#   docker build -t keybox .
#   docker run --publish 127.0.0.1:3000:3000 --volume keybox:/data keybox
#
# Everything under /data is yours to keep: the SQLite database and the secret beside it. compose.yaml has MongoDB instead.
ARG NODE_IMAGE=node:26-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build/source
ENV CI=true
# What the lockfile names is downloaded anew only when the lockfile changes.
COPY .npmrc pnpm-lock.yaml pnpm-workspace.yaml ./
RUN npx --yes pnpm@12.21.0 fetch
COPY . .
RUN npx --yes pnpm@12.21.0 install --frozen-lockfile --offline
RUN node_modules/.bin/tsc --build tsconfig.json
RUN npx --yes pnpm@12.21.0 --filter @keybox/app deploy --prod ../keybox
RUN mkdir ../data

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="KeyBox" \
      org.opencontainers.image.description="Self-hosted licence server for developers who sell software" \
      org.opencontainers.image.licenses="MIT"
WORKDIR /keybox
COPY LICENSE ./
# Owned by root: the server cannot change its own program.
COPY --from=build /build/keybox ./
COPY --from=build --chown=1000:1000 /build/data /data
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    KEYBOX_DATABASE_URL=sqlite:/data/keybox.db
VOLUME /data
EXPOSE 3000
# The image's user `node`, by number so that an orchestrator can tell that it is not root.
USER 1000:1000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
