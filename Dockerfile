# The tool in an image, for machines that have Docker and no Node. It runs against the engine whose socket it is given:
#   npm ci && npm run build && docker build -t resolver-matrix .
#   docker run --rm -v /var/run/docker.sock:/var/run/docker.sock -v "$PWD":/work resolver-matrix run dns/
# BASE is any image with Node (see "engines" in package.json), npm and a shell; nothing is fetched while this is built.
ARG BASE=node:22-bookworm-slim

FROM ${BASE} AS packed
WORKDIR /opt/resolver-matrix
COPY . .
RUN npm prune --omit=dev --ignore-scripts --offline --no-audit --no-fund

FROM ${BASE}
COPY --from=packed /opt/resolver-matrix /opt/resolver-matrix
RUN ln -s /opt/resolver-matrix/dist/harness/cli/main.js /usr/local/bin/resolver-matrix
# What was fetched is kept from run to run where a volume is mounted there.
ENV RESOLVER_MATRIX_CACHE=/var/cache/resolver-matrix
WORKDIR /work
ENTRYPOINT ["resolver-matrix"]
CMD ["--help"]
