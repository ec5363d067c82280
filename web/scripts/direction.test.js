import { describe, expect, it } from 'vitest'
import { complaint } from './direction.js'

const from = (file, source) => complaint(source, `/web/src/${file}`, '/web/src')

describe('the import direction', () => {
  it.each([
    ['app/router.tsx', '@/features/jobs'],
    ['features/jobs/queries.ts', '@/api'],
    ['features/catalog/Card.tsx', '@/features/domains'],
    ['features/jobs/JobRow.tsx', './rules'],
    ['features/jobs/parts/Bar.tsx', '../rules'],
    ['ui/Panel.tsx', '@/lib/format'],
    ['lib/format.ts', 'i18next'],
  ])('lets %s import %s', (file, source) => {
    expect(from(file, source)).toBeUndefined()
  })

  it.each([
    ['lib/format.ts', '@/ui/theme', 'point down'],
    ['ui/Panel.tsx', '@/api', 'point down'],
    ['api/client.ts', '@/ui/theme', 'point down'],
    ['features/jobs/queries.ts', '@/app/router', 'point down'],
    ['app/home/HomePage.tsx', '@/features/jobs/rules', 'front door'],
    ['features/catalog/Card.tsx', '@/features/jobs/rules', 'front door'],
    ['features/catalog/Card.tsx', '../jobs/rules', 'as “@/'],
    ['features/jobs/JobRow.tsx', '@/features/jobs', 'relative path'],
    ['lib/format.ts', '../../e2e/mock', 'outside'],
  ])('refuses %s importing %s', (file, source, why) => {
    expect(from(file, source)).toContain(why)
  })

  it('lets a page be fetched late, but nothing else of a feature', () => {
    const late = (source) => complaint(source, '/web/src/app/pages.ts', '/web/src', true)

    expect([late('@/features/jobs/JobsPage'), late('@/features/records/MapTab')]).toEqual([undefined, undefined])
    expect(late('@/features/jobs/rules')).toContain('front door')
    expect(from('app/pages.ts', '@/features/jobs/JobsPage')).toContain('front door')
  })
})
