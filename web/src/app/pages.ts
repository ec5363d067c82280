/** The pages, each fetched when it is first wanted. */
import { lazyRouteComponent } from '@tanstack/react-router'

export const HomePage = lazyRouteComponent(() => import('./home/HomePage'), 'HomePage')
export const DemoPage = lazyRouteComponent(() => import('./demo/DemoPage'), 'DemoPage')
export const SettingsPage = lazyRouteComponent(() => import('./settings/SettingsPage'), 'SettingsPage')
export const DatasetsPage = lazyRouteComponent(() => import('@/features/catalog/DatasetsPage'), 'DatasetsPage')
export const DatasetPage = lazyRouteComponent(() => import('@/features/catalog/DatasetPage'), 'DatasetPage')
export const RecordPage = lazyRouteComponent(() => import('@/features/record/RecordPage'), 'RecordPage')
export const IngestPage = lazyRouteComponent(() => import('@/features/ingest/IngestPage'), 'IngestPage')
export const DeliveryPage = lazyRouteComponent(() => import('@/features/ingest/DeliveryPage'), 'DeliveryPage')
export const QualityPage = lazyRouteComponent(() => import('@/features/quality/QualityPage'), 'QualityPage')
export const ReleasePage = lazyRouteComponent(() => import('@/features/release/ReleasePage'), 'ReleasePage')
export const JobsPage = lazyRouteComponent(() => import('@/features/jobs/JobsPage'), 'JobsPage')
export const DomainsPage = lazyRouteComponent(() => import('@/features/domains/DomainsPage'), 'DomainsPage')
export const DomainPage = lazyRouteComponent(() => import('@/features/domains/DomainPage'), 'DomainPage')
export const MembersPage = lazyRouteComponent(() => import('@/features/identity/MembersPage'), 'MembersPage')
export const TokensPage = lazyRouteComponent(() => import('@/features/identity/TokensPage'), 'TokensPage')
export const AuditPage = lazyRouteComponent(() => import('@/features/audit/AuditPage'), 'AuditPage')
