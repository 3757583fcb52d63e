/**
 * GPUs of Azure's VM sizes. Sources: Microsoft's pages of GPU-accelerated sizes; the series table of
 * dstackai/gpuhunt (providers/azure.py); the sizes Azure/karpenter-provider-azure and AKS list with a
 * GPU driver. NVadsA10 v5, NVv4, NGads V620, NVads V710 and NC RTX PRO 6000 BSE v6 rent parts of a
 * GPU in their small sizes. NC A10 v4 is not in the table: its sources disagree on the number of GPUs.
 */
export const azureSkus: readonly string[] = [
  'k80: NC6 1, NC12 2, NC24 4, NC24r 4',
  'm60: NV6 1, NV12 2, NV24 4, NV6s_v2 1, NV12s_v2 2, NV24s_v2 4, NV12s_v3 1, NV24s_v3 2, NV48s_v3 4',
  'p100-pcie: NC6s_v2 1, NC12s_v2 2, NC24s_v2 4, NC24rs_v2 4',
  'p40: ND6s 1, ND12s 2, ND24s 4, ND24rs 4',
  'v100-pcie-16gb: NC6s_v3 1, NC12s_v3 2, NC24s_v3 4, NC24rs_v3 4',
  'v100-sxm2-32gb: ND40rs_v2 8',
  't4: NC4as_T4_v3 1, NC8as_T4_v3 1, NC16as_T4_v3 1, NC64as_T4_v3 4',
  'a100-sxm-40gb: ND96asr_v4 8',
  'a100-sxm-80gb: ND96amsr_A100_v4 8, ND96ams_A100_v4 8',
  'a100-pcie-80gb: NC24ads_A100_v4 1, NC48ads_A100_v4 2, NC96ads_A100_v4 4',
  'h100-nvl: NC40ads_H100_v5 1, NC80adis_H100_v5 2, NCC40ads_H100_v5 1',
  'h100-sxm: ND96is_H100_v5 8, ND96isr_H100_v5 8, ND96isf_H100_v5 8, ND96isrf_H100_v5 8',
  'h200-sxm: ND96is_H200_v5 8, ND96isr_H200_v5 8, ND96isrf_H200_v5 8',
  'mi300x: ND96is_MI300X_v5 8, ND96isr_MI300X_v5 8',
  'gb200: ND128isr_NDR_GB200_v6 4, ND128isrf_NDR_GB200_v6 4',
  'gb300: ND128isr_GB300_v6 4',
  `a10: NV6ads_A10_v5 1/6, NV12ads_A10_v5 1/3, NV18ads_A10_v5 1/2, NV36ads_A10_v5 1, NV36adms_A10_v5 1,
    NV72ads_A10_v5 2`,
  'mi25: NV4as_v4 1/8, NV8as_v4 1/4, NV16as_v4 1/2, NV32as_v4 1',
  'pro-v620: NG8ads_V620_v1 1/4, NG16ads_V620_v1 1/2, NG32ads_V620_v1 1, NG32adms_V620_v1 1, NG32adms_V620 1',
  `pro-v710: NV4ads_V710_v5 1/6, NV8ads_V710_v5 1/3, NV12ads_V710_v5 1/2, NV24ads_V710_v5 1,
    NV28adms_V710_v5 1`,
  // The sizes of the preview had 128 and 256 vCPUs.
  `rtx-pro-6000-server: NC36ds_xl_RTXPRO6000BSE_v6 1/4, NC36lds_xl_RTXPRO6000BSE_v6 1/4, NC24lds_xl_RTXPRO6000BSE_v6 1/4,
    NC72ds_xl_RTXPRO6000BSE_v6 1/2, NC72lds_xl_RTXPRO6000BSE_v6 1/2, NC144ds_xl_RTXPRO6000BSE_v6 1,
    NC144lds_xl_RTXPRO6000BSE_v6 1, NC288ds_xl_RTXPRO6000BSE_v6 2, NC288lds_xl_RTXPRO6000BSE_v6 2,
    NC128ds_xl_RTXPRO6000BSE_v6 1, NC128lds_xl_RTXPRO6000BSE_v6 1, NC256ds_xl_RTXPRO6000BSE_v6 2,
    NC256lds_xl_RTXPRO6000BSE_v6 2`,
];
