# One process serves the Discord gateway and the pages that finish a link.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app

COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt

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
