import { clouds, instanceGpu, instancePart, instanceTypes } from '#catalog/cloud-skus.ts';
import { gpuBySlug } from '#catalog/gpus.ts';
import { expect, test } from 'vitest';

test.each([
  ['aws', 'p5.48xlarge', 'h100-sxm', 8],
  ['aws', 'p2.16xlarge', 'k80', 16],
  ['aws', 'g4ad.8xlarge', 'pro-v520', 2],
  ['aws', 'g7e.12xlarge', 'rtx-pro-6000-server', 2],
  ['azure', 'Standard_NC24ads_A100_v4', 'a100-pcie-80gb', 1],
  ['azure', 'standard_nd96isr_h100_v5', 'h100-sxm', 8],
  ['azure', 'NC80adis_H100_v5', 'h100-nvl', 2],
  ['azure', 'Standard_NC6_Promo', 'k80', 1],
  ['azure', 'Standard_NV72ads_A10_v5', 'a10', 2],
  ['gcp', 'a2-megagpu-16g', 'a100-sxm-40gb', 16],
  ['gcp', 'a3-ultragpu-8g', 'h200-sxm', 8],
  ['gcp', 'g2-standard-96', 'l4', 8],
  ['gcp', 'nvidia-tesla-v100', 'v100-sxm2-16gb', 1],
] as const)('%s %s has %s × %i', (cloud, sku, gpu, gpuCount) => {
  expect(instanceGpu(cloud, sku)).toEqual({ gpu, gpuCount });
  expect(instancePart(cloud, sku)).toBeUndefined();
});

test.each([
  ['azure', 'Standard_NV6ads_A10_v5', 'a10', '1/6'],
  ['azure', 'Standard_NV4as_v4', 'mi25', '1/8'],
  ['aws', 'g6f.4xlarge', 'l4', '1/2'],
  ['gcp', 'g4-standard-12', 'rtx-pro-6000-server', '1/4'],
] as const)('%s %s has a part of one GPU, which is no whole one', (cloud, sku, gpu, share) => {
  expect(instanceGpu(cloud, sku)).toBeUndefined();
  expect(instancePart(cloud, sku)).toEqual({ gpu, share });
});

test.each([
  ['aws', 'm5.large'],
  ['aws', 'trn1.32xlarge'],
  ['aws', 'p9.48xlarge'],
  ['aws', 'Standard_NC24ads_A100_v4'],
  ['azure', 'Standard_D4s_v5'],
  ['gcp', 'n1-standard-8'],
  ['gcp', ''],
] as const)('nothing is guessed of %s %s', (cloud, sku) => {
  expect(instanceGpu(cloud, sku)).toBeUndefined();
  expect(instancePart(cloud, sku)).toBeUndefined();
});

test('every GPU of the table is in the catalog', () => {
  const slugs = clouds.flatMap((cloud) => instanceTypes(cloud).map(({ gpu }) => gpu));
  expect(slugs.length).toBeGreaterThan(100);
  expect([...new Set(slugs)].filter((slug) => !gpuBySlug(slug))).toEqual([]);
});
