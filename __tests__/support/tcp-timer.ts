import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * Seconds until TCP asks the other side of an idle connection whether it is still there, as the kernel tells it.
 * Resolves as soon as that timer runs, so never for a socket without keep-alive.
 */
export async function keepAliveTimer(localPort: number, remotePort: number): Promise<number> {
  for (;;) {
    const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n')
    const fields = lines
      .map((line) => line.trim().split(/\s+/))
      .find(
        ([, local, remote]) => local?.endsWith(portText(localPort)) && remote?.endsWith(portText(remotePort)),
      )
    // `02:00001770`: 02 is the timer of keep-alive, in ticks of 10 ms.
    const [timer, ticks = ''] = fields?.[5]?.split(':') ?? []
    if (timer === '02') return Number.parseInt(ticks, 16) / 100
    await pause(5)
  }
}

function portText(port: number): string {
  return `:${port.toString(16).toUpperCase().padStart(4, '0')}`
}
