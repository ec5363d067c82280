/** Data sets as the server tells them. */
import type { components } from '@/api/schema'

export type DatasetDetail = components['schemas']['DatasetDetail']

export type Description = Pick<DatasetDetail, 'title' | 'purpose' | 'consent_basis' | 'licence' | 'visibility'>
