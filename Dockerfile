# One image per service: docker build --build-arg SERVICE=simulation --tag weather/simulation:dev .
# What is built is the same for every processor, so that it is built on that of the builder; the last stage runs nothing.

FROM --platform=$BUILDPLATFORM node:24-slim AS pnpm
ENV CI=true PNPM_HOME=/pnpm
WORKDIR /project
COPY package.json ./
RUN --mount=type=cache,target=/root/.npm npm install --global "$(node --print 'require("./package.json").packageManager')"

# What says which packages there are, and nothing else: a change of source leaves the install as it is.
FROM --platform=$BUILDPLATFORM node:24-slim AS manifests
COPY . /project
RUN find /project -type f ! -name package.json ! -name 'pnpm-*.yaml' -delete && find /project -type d -empty -delete

FROM pnpm AS dependencies
COPY pnpm-lock.yaml pnpm-workspace.yaml ./
RUN --mount=type=cache,id=weather-pnpm-store,target=/pnpm/store pnpm fetch --store-dir /pnpm/store --ignore-scripts
COPY --from=manifests /project ./
# Offline would fail when the cache was emptied since the line above was built: prefer-offline asks for what is gone.
RUN --mount=type=cache,id=weather-pnpm-store,target=/pnpm/store \
    pnpm install --store-dir /pnpm/store --frozen-lockfile --prefer-offline --ignore-scripts

FROM dependencies AS build
ARG SERVICE
COPY . ./
RUN node images/src/main.ts "$SERVICE" /app && mkdir /data

FROM node:24-slim
ARG SERVICE
# `tracing.mjs` does nothing unless OTEL_EXPORTER_OTLP_ENDPOINT is set.
ENV NODE_ENV=production PORT=3001 DATA_FOLDER=/data OTEL_SERVICE_NAME=$SERVICE
WORKDIR /app
COPY --from=build /app ./
# A volume that is new takes over who owns this.
COPY --from=build --chown=65532:65532 /data /data
USER 65532:65532
EXPOSE 3001
CMD ["node", "--enable-source-maps", "--import", "./src/tracing.mjs", "src/main.mjs"]
# Who publishes an image says where it comes from.
ARG SOURCE=unknown
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="weather/$SERVICE" \
      org.opencontainers.image.description="$SERVICE of weather-mesh, a small IoT weather system that is ready for a service mesh" \
      org.opencontainers.image.source="$SOURCE" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
