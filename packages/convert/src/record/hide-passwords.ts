/**
 * A text with every password in it masked: the one of the scratch database, however it is written, and whatever stands where URLs have theirs.
 *
 * @param url of the scratch database
 */
export function hidePasswords(text: string, url?: string): string {
  const masked = text.replaceAll(/(\w:\/\/[^\s:/@'"]*):[^\s/@'"]+@/g, '$1:***@')
  if (url === undefined || !URL.canParse(url)) return masked
  const { password } = new URL(url)
  return [password, decoded(password)].filter((word) => word !== '').reduce((hidden, word) => hidden.replaceAll(word, '***'), masked)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
