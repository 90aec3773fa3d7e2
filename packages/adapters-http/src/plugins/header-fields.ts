/** Header fields of a reply, by their names in lower case. */
export type ReplyHeaders = Readonly<Record<string, string>>
