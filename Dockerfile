FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# The time zones go in too, since an empty image has none.
RUN CGO_ENABLED=0 go build -trimpath -tags timetzdata -ldflags='-s -w' -o /out/talktalktalk . \
	&& mkdir -m 0700 /out/data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/talktalktalk /talktalktalk
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
ENV TALK_DATA=/data
VOLUME /data
EXPOSE 9000 2222
HEALTHCHECK --interval=30s --timeout=10s --start-period=10s CMD ["/talktalktalk", "health"]
ENTRYPOINT ["/talktalktalk"]
