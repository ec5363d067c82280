/** What the page is called that has just come, for those who do not see it come. */
import { makeStore } from './store'

export const announced = makeStore('')
