/**
 * Reads a response's body up to `maxBytes`, counted as they arrive. A longer one is dropped at once,
 * unread where its length is announced, so that no answer is held beyond the limit.
 */
export async function readBounded(response: Response, maxBytes: number): Promise<Buffer | 'TOO_LARGE'> {
  const { body } = response;
  if (!body) return Buffer.alloc(0);
  if (Number(response.headers.get('content-length')) > maxBytes) {
    await body.cancel();
    return 'TOO_LARGE';
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop early cancels the stream, which closes the connection.
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > maxBytes) return 'TOO_LARGE';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
