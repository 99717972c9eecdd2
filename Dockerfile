FROM python:3.12-slim AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements.lock ./
RUN sed '/^# ----/,$d' requirements.lock > production.txt \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r production.txt
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY app app
COPY templates templates
COPY faq_data faq_data
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .
# Optional parts by name, e.g. EXTRAS=opensearch,postgres; of these no hashes are checked.
ARG EXTRAS=
RUN if [ -n "$EXTRAS" ]; then /venv/bin/pip install --no-cache-dir --no-build-isolation ".[$EXTRAS]"; fi

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 barodap && install -d -o barodap /data
COPY --from=build /venv /venv
USER barodap
WORKDIR /data
ENV PATH=/venv/bin:$PATH \
    HOST=0.0.0.0 \
    PORT=8000 \
    BARODAP_DATABASE_URL=sqlite:////data/barodap.db \
    BARODAP_INDEX_DIR=/data/index
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["barodap", "serve"]
