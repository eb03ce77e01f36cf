{{/* Name of the objects: that of the release. */}}
{{- define "app.name" -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{/* Labels that select the pods of the release, whichever version they run. */}}
{{- define "app.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "app.labels" -}}
{{ include "app.selector" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{/* An image by its digest where that is known: a tag can be moved. */}}
{{- define "app.image" -}}
{{- $repository := required "image.repository is empty: give the image in values.yaml, or deploy with scripts/ci/helm-rollout.sh" .repository -}}
{{- $repository -}}{{- with .tag }}:{{ . }}{{- end -}}{{- with .digest }}@{{ . }}{{- end -}}
{{- end -}}

{{/* "true" where a controller of the cluster brings versions into service. */}}
{{- define "app.hasController" -}}
{{- if has .Values.rollout.strategy (list "argo" "flagger") -}}true{{- end -}}
{{- end -}}

{{/* "true" while a second Deployment runs the new version. A first installation has no version before. */}}
{{- define "app.hasCandidate" -}}
{{- if and .Values.rollout.stable (has .Values.rollout.phase (list "rolling" "promoting")) (ne .Values.rollout.strategy "rolling") (not (include "app.hasController" .)) -}}true{{- end -}}
{{- end -}}

{{/* Pods of the new version beside all those of the old one, so that they get the percentage of the traffic. */}}
{{- define "app.candidateReplicas" -}}
{{- $all := int .Values.replicaCount -}}
{{- $percentage := int .Values.rollout.percentage -}}
{{- if or (eq .Values.rollout.strategy "blue-green") (ge $percentage 100) -}}
{{- $all -}}
{{- else -}}
{{- divf (mul $all $percentage) (sub 100 $percentage) | ceil | int -}}
{{- end -}}
{{- end -}}

{{/* One Deployment; takes root, name, track, replicas and image. */}}
{{- define "app.deployment" -}}
{{- $root := .root -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .name }}
  labels:
    {{- include "app.labels" $root | nindent 4 }}
    track: {{ .track }}
spec:
  replicas: {{ .replicas }}
  revisionHistoryLimit: 3
  strategy:
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: 25%
  selector:
    matchLabels:
      {{- include "app.selector" $root | nindent 6 }}
      track: {{ .track }}
  template:
    {{- include "app.podTemplate" (dict "root" $root "labels" (dict "track" .track) "image" .image "configMap" .configMap) | nindent 4 }}
{{- end -}}

{{/* The pods of one version; takes root, labels, image and configMap. */}}
{{- define "app.podTemplate" -}}
{{- $root := .root -}}
metadata:
  # Nothing that changes with the chart: the old version must not restart because a new one is tried.
  labels:
    {{- include "app.selector" $root | nindent 4 }}
    {{- with .labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with $root.Values.podAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- with $root.Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  serviceAccountName: {{ if $root.Values.serviceAccount.create }}{{ include "app.name" $root }}{{ else }}default{{ end }}
  automountServiceAccountToken: false
  terminationGracePeriodSeconds: {{ $root.Values.terminationGracePeriodSeconds }}
  securityContext:
    {{- toYaml $root.Values.podSecurityContext | nindent 4 }}
  containers:
    - name: app
      image: {{ include "app.image" .image }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      {{- with $root.Values.command }}
      command:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $root.Values.args }}
      args:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      env:
        - name: ENVIRONMENT
          value: {{ $root.Values.environment | quote }}
        {{- with $root.Values.env }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      ports:
        - name: http
          containerPort: {{ $root.Values.containerPort }}
          protocol: TCP
      {{- range $probe := list "startupProbe" "readinessProbe" "livenessProbe" }}
      {{- with index $root.Values $probe }}
      {{ $probe }}:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- end }}
      lifecycle:
        preStop:
          sleep:
            seconds: {{ $root.Values.drainSeconds }}
      resources:
        {{- toYaml $root.Values.resources | nindent 8 }}
      securityContext:
        {{- toYaml $root.Values.securityContext | nindent 8 }}
      {{- if .configMap }}
      volumeMounts:
        - name: features
          mountPath: {{ $root.Values.featureFlags.mountPath }}
          readOnly: true
      {{- end }}
  {{- if .configMap }}
  volumes:
    - name: features
      configMap:
        name: {{ .configMap }}
  {{- end }}
  {{- with $root.Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $root.Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $root.Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
