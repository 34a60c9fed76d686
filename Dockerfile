# The bot in one small image: runs with a read-only root, no /tmp, no capabilities, no HOME and any user.
# Plain instructions only, so that every builder understands them.
#
#   docker build -t faqbot .
#   docker build -t faqbot --build-arg PYTHON=python:3.13-slim@sha256:... .     pinned to one base image

ARG PYTHON=python:3.13-slim

# --- build: the packages, the bot and its compiled FAQ ------------------------------------------------------------
FROM ${PYTHON} AS build
WORKDIR /src

# First what rarely changes. Wheels only: nothing of a dependency is run while it is installed.
COPY requirements/build.txt requirements/run.txt requirements/
RUN python -m venv --without-pip /opt/faqbot \
    && pip --python /opt/faqbot/bin/python install --no-cache-dir --only-binary :all: --require-hashes -r requirements/run.txt \
    && pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements/build.txt

COPY pyproject.toml README.md LICENSE ./
COPY adapters adapters
COPY bot bot
COPY faq faq
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir dist . \
    && pip --python /opt/faqbot/bin/python install --no-cache-dir --no-deps --no-index dist/faqbot-*.whl \
    && mkdir -p /var/lib/faqbot \
    && FAQBOT_CACHE_DIR=/var/cache/faqbot /opt/faqbot/bin/faqbot compile

# --- the image ----------------------------------------------------------------------------------------------------
FROM ${PYTHON}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="faqbot" \
      org.opencontainers.image.description="Answers questions about AI and privacy in English and French, on Telegram and Discord" \
      org.opencontainers.image.licenses="MIT AND CC-BY-4.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

ENV PATH=/opt/faqbot/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    FAQBOT_CACHE_DIR=/var/cache/faqbot \
    FAQBOT_HTTP_PORT=8080

COPY --from=build /opt/faqbot /opt/faqbot
# Writable only where a volume is mounted: compiled FAQs, and the choices that people made.
COPY --from=build --chown=10001:10001 /var/cache/faqbot /var/cache/faqbot
COPY --from=build --chown=10001:10001 /var/lib/faqbot /var/lib/faqbot

USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["python", "-m", "adapters.web.probe"]
ENTRYPOINT ["faqbot"]
CMD ["run"]
