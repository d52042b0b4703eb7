# The image of the service: the bundle, the sample documents, Node and its libraries. No shell, no package manager.
# Build it with `docker build .`, or without a container engine with `npm run image`.
# The digest is that of the multi-architecture index; for other versions, `docker buildx imagetools inspect` prints it.
ARG NODE_IMAGE=docker.io/library/node:26.10.0-bookworm-slim@sha256:662933cf47f013bc8e4beb31a6116448427a82057ba7c42c97e4c5ba766504c2

FROM ${NODE_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
# The only relevant install script would download Node, which the base image already contains.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund
COPY tools/release/sbom tools/release/sbom
COPY tools/bundle.ts tools/bundle.ts
COPY tsconfig.json tsconfig.build.json ./
COPY service service
COPY content content
ARG REVISION=unknown
RUN --mount=type=cache,target=/root/.npm SOURCE_REVISION="${REVISION}" npm run --silent build \
 && find build -name '*.map' -delete \
 && tools/release/sbom > build/sbom.cdx.json

# The libraries of the Node binary, at the paths where it looks for them; the same lines work for amd64 and arm64.
FROM build AS runtime
RUN mkdir /runtime \
 && cp --dereference --parents "$(command -v node)" $(ldd "$(command -v node)" | grep --only-matching '/[^ ]*') /runtime

FROM scratch
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Kiosque" \
      org.opencontainers.image.description="A cloud-native kiosk for public information" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.source="https://github.com/kiosque/kiosque" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=runtime /runtime/ /
COPY --from=build /src/build /app/build
COPY --from=build /src/content /app/content
COPY LICENSE /app/
WORKDIR /app
# A queue needs credentials and a Redis: FEATURES=ticket-queue, QUEUE_STORE=redis, ACCESS_STORE=redis, QUEUE_KEYS_FILE.
ENV NODE_ENV=production HOST=0.0.0.0 FEATURES=content
USER 10001:10001
EXPOSE 3000 9464
ENTRYPOINT ["/usr/local/bin/node", "build/main.js"]
