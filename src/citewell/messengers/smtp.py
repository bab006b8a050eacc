"""E-mail by SMTP: with TLS from the start (smtps) or STARTTLS (smtp), in the clear to this machine alone."""

from __future__ import annotations

import smtplib
import ssl
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from citewell.domain.errors import DeliveryError
from citewell.domain.news import Channel, Delivery
from citewell.messengers._wording import subject_of, text_of

SECONDS = 20
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
PORTS = {"smtp": 587, "smtps": 465}
PERMANENT = 500


class SmtpMessenger:
    """Hands mails to the server at `url`, from `sender`; links lead to `site`."""

    channel = Channel.EMAIL

    def __init__(self, url: str, *, sender: str, site: str) -> None:
        self._url = url
        self._sender = sender
        self._site = site

    def send(self, delivery: Delivery) -> None:
        """Hand one mail over; raises DeliveryError, `for_good` where the server refuses the mail or its address."""
        message = self.message(delivery)
        try:
            with self._connect() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _refusal(code, said) from error
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPAuthenticationError as error:
            raise DeliveryError("The mail server does not let Citewell in.", remedy=REMEDY) from error
        except (smtplib.SMTPException, OSError) as error:
            raise DeliveryError(f"The mail server cannot be used: {_said(error)}.", remedy=REMEDY) from error

    def message(self, delivery: Delivery) -> EmailMessage:
        """The mail; its Message-ID is that of the delivery, so that a mail sent twice is known for the same."""
        message = EmailMessage()
        message["Subject"] = subject_of(delivery.news)
        message["From"] = self._sender
        message["To"] = delivery.address
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = f"<{delivery.id}@{self._sender.rpartition('@')[2].strip('> ')}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's out-of-office answers it
        message.set_content(text_of(delivery.news, self._site))
        return message

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self._url)
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        context = ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
        else:
            server = smtplib.SMTP(host, port, timeout=SECONDS)
        try:
            if parts.scheme == "smtp":
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls(context=context)
                elif host not in LOCAL:
                    raise smtplib.SMTPNotSupportedError("it offers no encryption (STARTTLS)")
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            server.close()
            raise
        return server


REMEDY = "Check CITEWELL_SMTP_URL, and that the server can be reached; the message is tried again."


def _refusal(code: int, said: bytes | str) -> DeliveryError:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return DeliveryError(f"The mail server refuses the mail: {code} {text}", remedy=REMEDY, for_good=code >= PERMANENT)


def _said(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__
