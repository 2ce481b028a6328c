import { request } from 'node:https'
import { readFileSync } from 'fs'
export const a = [request, readFileSync, process.env['X'], await import('node:http')]
process.exit(1)
