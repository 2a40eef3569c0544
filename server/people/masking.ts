/** What those see of a person who have no business with him (R39). Pure. */

/** `138****5678`: enough to recognise a number one knows. */
export function maskPhone(phone: string | null): string | null {
  if (phone === null) return null
  return phone.length < 8 ? '****' : `${phone.slice(0, 3)}****${phone.slice(-4)}`
}

/** `w***@example.com` */
export function maskEmail(email: string | null): string | null {
  return email === null ? null : email.replace(/^(.).*(?=@)/, '$1***')
}

/** All but the last four: numbers of certificates are often those of identity cards. */
export function maskNumber(number: string): string {
  return `****${number.length < 8 ? '' : number.slice(-4)}`
}
