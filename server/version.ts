/** The program's version, as `/health` and the API description tell it. */
export const version = '0.1.0'
