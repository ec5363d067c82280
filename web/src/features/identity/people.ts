/** Members and tokens, and the ways to change them. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, content, type Me } from '@/api'

export type Role = Me['role']
export const roles: readonly Role[] = ['owner', 'curator', 'provider', 'annotator', 'consumer', 'analyst']

export function roleOf(value: string | null): Role {
  return roles.find((role) => role === value) ?? 'annotator'
}

export const membersQuery = queryOptions({
  queryKey: ['identity', 'members'],
  queryFn: () => content(api.GET('/api/members')),
})

export const tokensQuery = queryOptions({
  queryKey: ['identity', 'tokens'],
  queryFn: () => content(api.GET('/api/tokens')),
})

/** A change after which members, tokens and one's own rights are asked for anew. */
function useChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: ['identity'] }) })
}

export const useInvite = () => useChange((role: Role) => content(api.POST('/api/members', { body: { role } })))
export const useChangeRole = () => useChange(({ id, role }: { id: string; role: Role }) => answer(api.PATCH('/api/members/{id}', { params: { path: { id } }, body: { role } })))
export const useRemoveMember = () => useChange((id: string) => answer(api.DELETE('/api/members/{id}', { params: { path: { id } } })))
export const useIssueToken = () => useChange((body: { name: string; days: number | null }) => content(api.POST('/api/tokens', { body })))
export const useRevokeToken = () => useChange((id: string) => answer(api.DELETE('/api/tokens/{id}', { params: { path: { id } } })))
