import { QueryClientProvider } from "@tanstack/react-query";
import { BrowserRouter } from "react-router";
import { ApiProvider } from "./api/api-provider.tsx";
import { queries } from "./api/queries.ts";
import { ConsoleRoutes } from "./routes.tsx";
import { Toaster } from "./ui/toast.tsx";

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <BrowserRouter>
        <ApiProvider>
          <ConsoleRoutes />
        </ApiProvider>
      </BrowserRouter>
      <Toaster />
    </QueryClientProvider>
  );
}
