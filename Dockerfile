# The image of the service: the bundle, the sample documents, Node and its libraries. No shell, no package manager.
# The target `publisher` is the image that publishes blocklists to Git.
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

# The root of the publisher of blocklists: git and OpenSSH, from the snapshot of Debian that the base image was built from, so
# that its digest pins them too. npm is not needed there.
FROM ${NODE_IMAGE} AS publisher-root
RUN find /etc/apt/sources.list.d -name '*.sources' \
      -exec sed -i -E '/^# http:\/\/snapshot\.debian\.org/{s/^# /URIs: /;n;d}' {} + \
 && apt-get -o Acquire::Check-Valid-Until=false update -q \
 && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends ca-certificates git openssh-client \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/log/* /root/.npm /opt/yarn* \
      /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn* \
 && find / -xdev -type f -perm /6000 -exec chmod a-s {} + \
 # ssh needs a name for its user.
 && echo 'kiosque:x:10001:10001:Kiosque:/tmp:/usr/sbin/nologin' >> /etc/passwd
COPY tools/publisher/sbom.ts /tmp/
COPY --from=build /src/build/security-log/publish.js /src/build/sbom.cdx.json /app/build/security-log/
RUN node /tmp/sbom.ts /app/build/security-log/sbom.cdx.json > /app/build/sbom.cdx.json \
 && rm /tmp/sbom.ts /app/build/security-log/sbom.cdx.json

# The publisher: `docker build --target publisher .`
FROM scratch AS publisher
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Kiosque publisher" \
      org.opencontainers.image.description="Publishes the blocklists of Kiosque to Git repositories" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.source="https://github.com/kiosque/kiosque" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=publisher-root / /
COPY tools/firewall /app/firewall
COPY LICENSE /app/
WORKDIR /app
ENV NODE_ENV=production BLOCKLIST_SCRIPTS_DIRECTORY=/app/firewall
USER 10001:10001
ENTRYPOINT ["/usr/local/bin/node", "build/security-log/publish.js"]

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
