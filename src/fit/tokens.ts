/**
 * Bytes of UTF-8 a token, where nobody counted: English has about 4, dense code 2. A tokenizer would be right for one
 * family of models and is megabytes.
 */
export const BYTES_PER_TOKEN = 3
