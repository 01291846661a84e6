# Rapport in a container: `docker build -t rapport .`; docs/operating.md says how to run it.
FROM python:3.11-slim AS build
WORKDIR /build
RUN python -m venv /opt/rapport
COPY requirements-run.txt ./
RUN /opt/rapport/bin/pip install --no-cache-dir --require-hashes -r requirements-run.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY handlers ./handlers
COPY storage ./storage
COPY sandbox ./sandbox
RUN /opt/rapport/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/rapport rapport
COPY --from=build /opt/rapport /opt/rapport
ENV PATH=/opt/rapport/bin:$PATH
# Reached from outside the container; an SQLite file is in the working folder: keep that on a volume.
ENV HOST=0.0.0.0
ENV HEALTH_PORT=3001
WORKDIR /var/lib/rapport
USER rapport
EXPOSE 3000 3001
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"HEALTH_PORT\"]}/healthz', timeout=4)"]
CMD ["rapport", "run"]
