/** A link to an address that the server gave, such as “/datasets/1?tab=quality”. */
import { useRouter } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'

interface Props {
  href: string
  className?: string | undefined
  children: ReactNode
  onGo?: () => void
}

export function Go({ href, className, children, onGo }: Props) {
  const router = useRouter()
  const go = (event: MouseEvent): void => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return // the browser's own ways
    event.preventDefault()
    onGo?.()
    void router.navigate({ href })
  }
  return <a href={href} className={className} onClick={go}>{children}</a>
}
