# One process serves the Discord gateway and the pages that finish a link.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app

# What draws /credits render and the pictures of scheduled posts; `--build-arg PICTURES=no` leaves it out.
ARG PICTURES=yes
RUN if [ "$PICTURES" = yes ]; then \
        apt-get update \
        && apt-get install -y --no-install-recommends \
            ffmpeg libgl1 libegl1 fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji \
        && rm -rf /var/lib/apt/lists/*; \
    fi

COPY requirements.txt requirements-render.txt ./
# The second holds all of the first.
RUN if [ "$PICTURES" = yes ]; then file=requirements-render.txt; else file=requirements.txt; fi \
    && pip install --require-hashes -r "$file"

RUN useradd --create-home curtaincall && mkdir /app/data && chown curtaincall /app/data
COPY bot bot
COPY cogs cogs
USER curtaincall

# The database and its write-ahead log live here; without a volume every link is forgotten with the container.
VOLUME /app/data
ENV PORT=8080
EXPOSE 8080
STOPSIGNAL SIGTERM
CMD ["python", "-m", "bot"]
