"""The packages whose Protocols are tried: well known, and with Protocols of their own."""

from __future__ import annotations

PACKAGES = (
    "aiohttp==3.14.5",
    "anyio==4.16.0",
    "azure-core==1.41.0",
    "dask==2026.8.0",
    "jax==0.10.2",
    "jinja2==3.1.6",
    "langchain-core==1.8.2",
    "litestar==2.25.0",
    "narwhals==2.29.0",
    "openai==3.54.0",
    "pandas==3.1.1",
    "polars==2.1.0",
    "pydantic==2.14.3",
    "redis==8.1.0",
    "rich==15.0.0",
    "setuptools==84.2.1",
    "sqlalchemy==2.1.9",
    "textual==8.2.8",
    "trio==0.35.0",
    "xarray==2026.9.0",
)
