/** Whether changes arrive by themselves at this moment. */
import { useTranslation } from 'react-i18next'
import { Icon } from '@/ui'
import { useFeedState } from './feed'
import classes from './Jobs.module.css'

export function FeedSign() {
  const { t } = useTranslation()
  const feed = useFeedState()
  return (
    <span role="status" className={feed === 'live' ? classes.live : classes.lost}>
      <Icon name={feed === 'live' ? 'pulse' : 'clock'} size={14} />{t(`jobs.feed.${feed}`)}
    </span>
  )
}
