/**
 * GPUs of Google Compute Engine's machine types, and below them the accelerators that are added to
 * N1 machines one by one (the driver calls the P100 "Tesla P100-PCIE-16GB" and the V100 "Tesla
 * V100-SXM2-16GB"). Sources: Google's page of GPU machine types; the accelerator table of
 * dstackai/gpuhunt (providers/gcp.py); Cyclenerd/google-cloud-pricing-cost-calculator's pricing.yml.
 * The small g4 machines have a part of a GPU. "-vws" accelerators carry a licence fee and are left out.
 */
export const gcpSkus: readonly string[] = [
  `a100-sxm-40gb: a2-highgpu-1g 1, a2-highgpu-2g 2, a2-highgpu-4g 4, a2-highgpu-8g 8, a2-megagpu-16g 16,
    nvidia-tesla-a100 1`,
  `a100-sxm-80gb: a2-ultragpu-1g 1, a2-ultragpu-2g 2, a2-ultragpu-4g 4, a2-ultragpu-8g 8,
    nvidia-a100-80gb 1`,
  `h100-sxm: a3-highgpu-1g 1, a3-highgpu-2g 2, a3-highgpu-4g 4, a3-highgpu-8g 8, a3-megagpu-8g 8,
    a3-edgegpu-8g 8, a3-edgegpu-8g-nolssd 8, nvidia-h100-80gb 1, nvidia-h100-mega-80gb 1`,
  'h200-sxm: a3-ultragpu-8g 8, a3-ultragpu-8g-nolssd 8, nvidia-h200-141gb 1',
  'b200: a4-highgpu-8g 8, nvidia-b200 1',
  'gb200: a4x-highgpu-4g 4, nvidia-gb200 1',
  'gb300: a4x-maxgpu-4g-metal 4, nvidia-gb300 1',
  `l4: g2-standard-4 1, g2-standard-8 1, g2-standard-12 1, g2-standard-16 1, g2-standard-32 1,
    g2-standard-24 2, g2-standard-48 4, g2-standard-96 8, nvidia-l4 1`,
  `rtx-pro-6000-server: g4-standard-6 1/8, g4-standard-12 1/4, g4-standard-24 1/2, g4-standard-48 1,
    g4-standard-96 2, g4-standard-192 4, g4-standard-384 8, nvidia-rtx-pro-6000 1`,
  'k80: nvidia-tesla-k80 1',
  'p4: nvidia-tesla-p4 1',
  'p100-pcie: nvidia-tesla-p100 1',
  'v100-sxm2-16gb: nvidia-tesla-v100 1',
  't4: nvidia-tesla-t4 1',
];
