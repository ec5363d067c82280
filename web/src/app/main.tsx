/** Start the page: language first, then everything that depends on it. */
import '@mantine/core/styles.layer.css'
import '@/ui/tokens.css'
import '@/ui/base.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import i18next from 'i18next'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startI18n } from '@/lib/i18n'
import { theme, variables } from '@/ui'
import { makeQueries } from './queries'
import { makeRouter } from './router'

// The 124 slices of the Korean font are many lines of CSS; the first paint does not wait for them.
void import('@fontsource-variable/noto-sans-kr')

const queries = makeQueries(() => {
  const { pathname, href } = router.state.location
  if (pathname === '/login') return
  void router.navigate({ to: '/login', search: { to: href, ended: 'yes' } }).then(() => { queries.clear() })
})
const router = makeRouter(queries)

await startI18n()
// The server's sentences too: what is shown is asked for again, what is not shown is forgotten.
i18next.on('languageChanged', () => {
  queries.removeQueries({ type: 'inactive' })
  void queries.invalidateQueries()
})

const element = document.getElementById('root')
if (element === null) throw new Error('index.html has no #root')
createRoot(element).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
