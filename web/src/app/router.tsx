/** Every address of the front end, and who may stand there. */
import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, createRouter, Outlet, redirect, type AsyncRouteComponent } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ClaimPage, LoginPage, meQuery } from '@/features/identity'
import { isLoggedOut } from '@/lib/problem'
import { Broken, Missing } from './Message'
import * as pages from './pages'
import { datasetSearch, datasetsSearch, one, parseSearch, stringifySearch } from './search'
import { Shell } from './Shell'

interface Context {
  queries: QueryClient
}

const root = createRootRouteWithContext<Context>()({ component: Outlet })

const login = createRoute({ getParentRoute: () => root, path: '/login', validateSearch: (search) => ({ ...one(search, 'to'), ...one(search, 'ended') }), component: Login })
const claim = createRoute({ getParentRoute: () => root, path: '/claim/$secret', component: Claim })

const member = createRoute({
  getParentRoute: () => root,
  id: 'member',
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.query({ ...meQuery, staleTime: 'static' })
    } catch (error) {
      const search = location.href === '/' ? {} : { to: location.href }
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's way to send elsewhere
      if (isLoggedOut(error)) throw redirect({ to: '/login', search })
      throw error
    }
  },
  component: Member,
})

const under = { getParentRoute: () => member } as const

/** A component that shows a page, so that the router fetches the page before it shows the component. */
function fetched<Component extends () => ReactNode>(component: Component, page: Pick<AsyncRouteComponent<never>, 'preload'>) {
  return page.preload ? Object.assign(component, { preload: page.preload }) : component
}

const dataset = createRoute({ ...under, path: '/datasets/$dataset', validateSearch: datasetSearch, component: fetched(Dataset, pages.DatasetPage) })
const ingest = createRoute({ ...under, path: '/datasets/$dataset/ingest', component: fetched(Ingest, pages.IngestPage) })
const quality = createRoute({ ...under, path: '/datasets/$dataset/quality', component: fetched(Quality, pages.QualityPage) })
const delivery = createRoute({ ...under, path: '/deliveries/$delivery', component: fetched(Delivery, pages.DeliveryPage) })
const release = createRoute({ ...under, path: '/releases/$reference', component: fetched(Release, pages.ReleasePage) })
const record = createRoute({ ...under, path: '/records/$record', validateSearch: (search) => one(search, 'list'), component: fetched(Record, pages.RecordPage) })
const audit = createRoute({ ...under, path: '/audit', validateSearch: (search) => ({ ...one(search, 'q'), ...one(search, 'action') }), component: fetched(Audit, pages.AuditPage) })
const domain = createRoute({ ...under, path: '/domains/$domain', component: fetched(Domain, pages.DomainPage) })

const routes = [
  createRoute({ ...under, path: '/', component: pages.HomePage }),
  createRoute({ ...under, path: '/datasets', validateSearch: datasetsSearch, component: pages.DatasetsPage }),
  createRoute({ ...under, path: '/jobs', component: pages.JobsPage }),
  createRoute({ ...under, path: '/domains', component: pages.DomainsPage }),
  createRoute({ ...under, path: '/members', component: pages.MembersPage }),
  createRoute({ ...under, path: '/tokens', component: pages.TokensPage }),
  createRoute({ ...under, path: '/settings', component: pages.SettingsPage }),
  createRoute({ ...under, path: '/demo', component: pages.DemoPage }),
  audit, dataset, ingest, quality, delivery, release, record, domain,
] as const

function Dataset() {
  const { tab = 'overview', where = [], ...rest } = dataset.useSearch()
  return <pages.DatasetPage dataset={dataset.useParams().dataset} tab={tab} where={where} {...rest} />
}

function Ingest() {
  return <pages.IngestPage {...ingest.useParams()} />
}

function Quality() {
  return <pages.QualityPage {...quality.useParams()} />
}

function Delivery() {
  return <pages.DeliveryPage {...delivery.useParams()} />
}

function Release() {
  return <pages.ReleasePage {...release.useParams()} />
}

function Record() {
  return <pages.RecordPage {...record.useParams()} {...record.useSearch()} />
}

function Audit() {
  return <pages.AuditPage {...audit.useSearch()} />
}

function Domain() {
  return <pages.DomainPage {...domain.useParams()} />
}

/** Go where one wanted to, as the one who has just come in; nothing that was known before still holds. */
function useEnter(to = '/'): () => Promise<void> {
  const { queries } = root.useRouteContext()
  const navigate = root.useNavigate()
  return async () => {
    queries.clear()
    await navigate({ href: to.startsWith('/') && !to.startsWith('//') ? to : '/' })
  }
}

function Login() {
  const { to, ended } = login.useSearch()
  return <LoginPage onEnter={useEnter(to)} ended={ended !== undefined} />
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
    routeTree: root.addChildren([login, claim, member.addChildren(routes)]),
    context: { queries },
    parseSearch,
    stringifySearch,
    defaultNotFoundComponent: Missing,
    defaultErrorComponent: Broken,
    defaultPreload: 'intent',
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
