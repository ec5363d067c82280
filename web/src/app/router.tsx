/** Every address of the front end, and who may stand there. */
import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router'
import { ClaimPage, LoginPage, meQuery } from '@/features/identity'
import { isLoggedOut } from '@/lib/problem'
import { Broken, Missing } from './Message'
import { Shell } from './Shell'

interface Context {
  queries: QueryClient
}

const root = createRootRouteWithContext<Context>()({ component: Outlet })

const login = createRoute({ getParentRoute: () => root, path: '/login', component: Login })
const claim = createRoute({ getParentRoute: () => root, path: '/claim/$secret', component: Claim })

const member = createRoute({
  getParentRoute: () => root,
  id: 'member',
  beforeLoad: async ({ context }) => {
    try {
      await context.queries.query({ ...meQuery, staleTime: 'static' })
    } catch (error) {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's way to send elsewhere
      if (isLoggedOut(error)) throw redirect({ to: '/login' })
      throw error
    }
  },
  component: Member,
})

const home = createRoute({
  getParentRoute: () => member,
  path: '/',
  component: lazyRouteComponent(() => import('./home/HomePage'), 'HomePage'),
})

/** Go home as the one who has just come in; nothing that was known before still holds. */
function useEnter(): () => Promise<void> {
  const { queries } = root.useRouteContext()
  const navigate = root.useNavigate()
  return async () => {
    queries.clear()
    await navigate({ to: '/' })
  }
}

function Login() {
  return <LoginPage onEnter={useEnter()} />
}

function Claim() {
  return <ClaimPage secret={claim.useParams().secret} onEnter={useEnter()} />
}

function Member() {
  const { queries } = root.useRouteContext()
  const navigate = root.useNavigate()
  const leave = async (): Promise<void> => {
    await navigate({ to: '/login' })
    queries.clear()
  }
  return <Shell onLeave={leave} />
}

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([login, claim, member.addChildren([home])]),
    context: { queries },
    defaultNotFoundComponent: Missing,
    defaultErrorComponent: Broken,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
