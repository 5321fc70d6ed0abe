import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const gatewayPort = Number(process.env.PORT ?? 8787);
const gateway = { target: `http://127.0.0.1:${gatewayPort}`, changeOrigin: true };

/** `vite build` makes the console; `vite build --mode gateway` bundles the gateway for Node. */
export default defineConfig(({ mode }) =>
  mode === "gateway"
    ? {
        publicDir: false,
        build: {
          ssr: true,
          target: "node20",
          outDir: "dist/gateway",
          sourcemap: true,
          rollupOptions: {
            input: {
              main: "src/gateway/main.ts",
              "pglite-worker": "src/gateway/database/pglite-worker.ts",
            },
            output: { entryFileNames: "[name].js" },
          },
        },
      }
    : {
        plugins: [react(), tailwindcss()],
        build: { outDir: "dist/console", target: "es2022", sourcemap: false },
        worker: { format: "es" },
        server: {
          port: 5173,
          strictPort: true,
          proxy: { "/v1": gateway, "/local": gateway, "/openapi.json": gateway },
        },
        test: {
          include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
          pool: "forks",
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
);
