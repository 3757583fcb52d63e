/**
 * GPUs of Amazon EC2's instance types. Sources: AWS's own pages of accelerated instance types;
 * DescribeInstanceTypes as recorded by aws/karpenter-provider-aws (instance-types reference, to
 * 2026-07); SKU counts of sooddvs/gpu-pricing@2d9dd3a. K520, K80 and M60 are counted as programs see
 * them, two to a board. g6f and gr6f have a part of an L4. g7 (RTX PRO 4500 Server Edition, a GPU the
 * catalog does not have), Trainium, Inferentia and Gaudi are not in the table.
 */
export const awsSkus: readonly string[] = [
  'grid-k520: g2.2xlarge 1, g2.8xlarge 4',
  'm60: g3s.xlarge 1, g3.4xlarge 1, g3.8xlarge 2, g3.16xlarge 4',
  'k80: p2.xlarge 1, p2.8xlarge 8, p2.16xlarge 16',
  'v100-sxm2-16gb: p3.2xlarge 1, p3.8xlarge 4, p3.16xlarge 8',
  'v100-sxm2-32gb: p3dn.24xlarge 8',
  'a100-sxm-40gb: p4d.24xlarge 8',
  'a100-sxm-80gb: p4de.24xlarge 8',
  'h100-sxm: p5.4xlarge 1, p5.48xlarge 8',
  'h200-sxm: p5e.48xlarge 8, p5en.48xlarge 8',
  'b200: p6-b200.48xlarge 8',
  'b300: p6-b300.48xlarge 8',
  'gb200: p6e-gb200.36xlarge 4',
  `t4: g4dn.xlarge 1, g4dn.2xlarge 1, g4dn.4xlarge 1, g4dn.8xlarge 1, g4dn.16xlarge 1, g4dn.12xlarge 4,
    g4dn.metal 8`,
  'pro-v520: g4ad.xlarge 1, g4ad.2xlarge 1, g4ad.4xlarge 1, g4ad.8xlarge 2, g4ad.16xlarge 4',
  't4g: g5g.xlarge 1, g5g.2xlarge 1, g5g.4xlarge 1, g5g.8xlarge 1, g5g.16xlarge 2, g5g.metal 2',
  `a10g: g5.xlarge 1, g5.2xlarge 1, g5.4xlarge 1, g5.8xlarge 1, g5.16xlarge 1, g5.12xlarge 4, g5.24xlarge 4,
    g5.48xlarge 8`,
  `l4: g6.xlarge 1, g6.2xlarge 1, g6.4xlarge 1, g6.8xlarge 1, g6.16xlarge 1, g6.12xlarge 4, g6.24xlarge 4,
    g6.48xlarge 8, gr6.4xlarge 1, gr6.8xlarge 1, g6f.large 1/8, g6f.xlarge 1/8, g6f.2xlarge 1/4,
    g6f.4xlarge 1/2, gr6f.4xlarge 1/2`,
  `l40s: g6e.xlarge 1, g6e.2xlarge 1, g6e.4xlarge 1, g6e.8xlarge 1, g6e.16xlarge 1, g6e.12xlarge 4,
    g6e.24xlarge 4, g6e.48xlarge 8`,
  `rtx-pro-6000-server: g7e.2xlarge 1, g7e.4xlarge 1, g7e.8xlarge 1, g7e.12xlarge 2, g7e.24xlarge 4,
    g7e.48xlarge 8`,
];
