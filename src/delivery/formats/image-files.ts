/** What a health check runs in Node: ends with 0 while the server is ready. */
export const probe =
  "fetch('http://127.0.0.1:' + (process.env.PORT ?? 8080) + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))";

/** Builds the same app on another base. */
export function dockerfile(base: string): string {
  return `FROM ${base}
WORKDIR /app
COPY app/ /app/
USER 65532:65532
ENV PORT=8080 NODE_ENV=production
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s CMD ["/nodejs/bin/node", "-e", ${JSON.stringify(probe)}]
CMD ["/app/server.mjs"]
`.replace('/nodejs/bin/node', base.includes('distroless') ? '/nodejs/bin/node' : 'node');
}

/** Runs it as little trusted as it can be. */
export function composeFile(name: string): string {
  return `services:
  ${name}:
    build: .
    ports: ["8080:8080"]
    user: "65532:65532"
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    restart: unless-stopped
`;
}
