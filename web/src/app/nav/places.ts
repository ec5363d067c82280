/** Where one can go from anywhere, in the order of the navigation. */
import type { Me } from '@/api'
import type { IconName } from '@/ui'

interface Place {
  to: '/' | '/datasets' | '/jobs' | '/domains' | '/members' | '/tokens' | '/audit' | '/settings'
  name: 'home' | 'datasets' | 'jobs' | 'domains' | 'members' | 'tokens' | 'audit' | 'settings'
  icon: IconName
  keys: string
  group: 'work' | 'organization'
  /** What one must be allowed for it. */
  needs?: string
}

const places: readonly Place[] = [
  { to: '/', name: 'home', icon: 'home', keys: 'g h', group: 'work' },
  { to: '/datasets', name: 'datasets', icon: 'layers', keys: 'g d', group: 'work' },
  { to: '/jobs', name: 'jobs', icon: 'pulse', keys: 'g j', group: 'work' },
  { to: '/domains', name: 'domains', icon: 'book', keys: 'g o', group: 'work' },
  { to: '/members', name: 'members', icon: 'people', keys: 'g m', group: 'organization' },
  { to: '/tokens', name: 'tokens', icon: 'key', keys: 'g t', group: 'organization' },
  { to: '/audit', name: 'audit', icon: 'shield', keys: 'g a', group: 'organization', needs: 'audit:read' },
  { to: '/settings', name: 'settings', icon: 'gear', keys: 'g s', group: 'organization' },
]

export function placesFor(me: Me): Place[] {
  return places.filter(({ needs }) => needs === undefined || me.permissions.includes(needs))
}
