import * as fs from 'node:fs';
import * as path from 'node:path';

/** Writes a small chart, a Deployment with a Service; tells its folder. Values: replicas, image, tag. */
export function writeChart(folder: string, name = 'web'): string {
  const chart = path.join(folder, name);
  fs.mkdirSync(path.join(chart, 'templates'), { recursive: true });
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': '{{ .Release.Name }}' };
  const metadata = { name: '{{ .Release.Name }}', labels };
  const files: Record<string, object> = {
    'Chart.yaml': { apiVersion: 'v2', name, version: '0.1.0', appVersion: '1' },
    'values.yaml': { replicas: '3', image: 'registry.example/web', tag: '1.0.0' },
    'templates/service.yaml': { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 8080 }] } },
    'templates/deployment.yaml': {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: '{{ .Values.replicas }}',
        selector: { matchLabels: labels },
        strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        template: { metadata: { labels }, spec: { containers: [{ name, image: '{{ .Values.image }}:{{ .Values.tag }}' }] } },
      },
    },
  };
  // JSON is YAML; only a number that a template gives must not be in quotes.
  for (const [file, content] of Object.entries(files)) {
    fs.writeFileSync(path.join(chart, file), `${JSON.stringify(content, null, 2).replace(/"(\{\{ \.Values\.replicas \}\})"/, '$1')}\n`);
  }
  return chart;
}
