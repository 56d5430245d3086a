/** The body is no OTLP request. The message says where, never what. */
export class OtlpMalformed extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OtlpMalformed';
  }
}
