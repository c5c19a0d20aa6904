import { createTransport, type Transporter } from 'nodemailer';
import { body, headline } from '../domain/texts';
import type { Job } from './notification-log';
import type { Recipient } from './recipients';
import type { AttemptResult, Sender } from './senders';

const TIMEOUT_MS = 15_000;

/** E-mail by SMTP. The Message-ID is the notification's id, so that a mail sent twice by a retry is shown once. */
export class EmailSender implements Sender {
  private readonly transport: Transporter;

  constructor(
    smtpUrl: string,
    private readonly from: string,
  ) {
    this.transport = createTransport(smtpUrl, { from });
  }

  async send({ id, notice }: Job, { address, language }: Recipient): Promise<AttemptResult> {
    let timer: NodeJS.Timeout | undefined;
    try {
      const sent = this.transport.sendMail({
        from: this.from,
        to: { name: '', address: address ?? '' },
        subject: headline(notice, language),
        text: body(notice, language),
        messageId: `<${id}@loanwatch>`,
      });
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error('ETIMEDOUT')), TIMEOUT_MS);
      });
      await Promise.race([sent, late]);
      return { outcome: 'sent' };
    } catch (error) {
      const { responseCode, code, message } = error as Error & { responseCode?: number; code?: string };
      if (responseCode !== undefined && responseCode >= 500)
        return { outcome: 'refused', detail: `SMTP ${responseCode}` };
      return { outcome: 'failed', detail: code ?? (message === 'ETIMEDOUT' ? message : 'SMTP error') };
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.transport.close();
  }
}
