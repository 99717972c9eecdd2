"""TLS to a real Redis."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cluster.conftest import Member
from tests.contracts.cluster import heard_at_last
from tests.live_server import free_port
from tests.redis_server import RedisServer


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """One that signs itself, with its key beside it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    key, made = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=redis"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    return made


def test_only_a_certificate_that_is_trusted_will_do(
    certificate: Path, redis_server: RedisServer, member: Member
) -> None:
    port = free_port()
    redis_server.configure(
        tls_ca_cert_file=str(certificate),
        tls_cert_file=str(certificate),
        tls_key_file=str(certificate.with_name("key.pem")),
        tls_auth_clients="no",
        tls_port=str(port),
    )
    address = f"rediss://127.0.0.1:{port}/0"
    here, there = (member(f"{address}?ssl_ca_certs={certificate}") for _ in range(2))
    here.cache.put("a", b"a")
    assert there.cache.get("a") == b"a"
    assert here.degraded() == ()
    heard_at_last(there.notices.tell, here.notices, "a")
    assert member(address).degraded() == ("redis_down",)
