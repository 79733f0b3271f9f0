"""Certificates made for a test: an authority, and server certificates good and bad."""

import datetime
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Authority:
    """A private CA whose certificate is in ``ca_file``."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def ca_file(self) -> Path:
        return self.folder / "ca.pem"

    def server(
        self,
        name: str,
        host: str = "127.0.0.1",
        days: int = 30,
        self_signed: bool = False,
        with_identifiers: bool = True,
        key: "ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | None" = None,
    ) -> tuple[Path, Path]:
        """Certificate and key files for a host; negative ``days``: expired."""
        key = key or ec.generate_private_key(ec.SECP256R1())
        signer, issuer = (key, _name(name)) if self_signed else (self.key, self.certificate.subject)
        certificate = _build(name, issuer, key, signer, host, days, False, with_identifiers)
        cert_file, key_file = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        _write_key(key_file, key)
        return cert_file, key_file


def make_authority(folder: Path) -> Authority:
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _build("Test CA", _name("Test CA"), key, key, None, 30, authority=True)
    authority = Authority(folder, key, certificate)
    authority.ca_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return authority


def _build(
    name: str,
    issuer: x509.Name,
    key: "ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey",
    signer: "ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey",
    host: str | None,
    days: int,
    authority: bool,
    with_identifiers: bool = True,
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    begin, end = sorted((now - datetime.timedelta(days=60), now + datetime.timedelta(days=days)))
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if with_identifiers:  # what the strict checks of Python 3.13 ask for
        signing = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
        usage = x509.KeyUsage(True, False, False, False, False, authority, authority, False, False)
        builder = (
            builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(signing, critical=False)
            .add_extension(usage, critical=True)
        )
    if host:
        names = [_general_name(host)] + [x509.DNSName("localhost")] * (host == "127.0.0.1")
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(signer, hashes.SHA256())


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _write_key(path: Path, key: "ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey") -> None:
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    path.chmod(0o600)
