import { builder } from '#graph/builder.ts';

export const ServingEngineEnum = builder.enumType('ServingEngine', {
  description: 'What serves a model.',
  values: {
    LLAMA_CPP: { description: 'llama.cpp: layers are given to GPUs whole, which makes room and no speed.' },
    OLLAMA: { description: 'Ollama, which is llama.cpp underneath.' },
    VLLM: { description: 'vLLM: GPUs share every layer.' },
    SGLANG: { description: 'SGLang: GPUs share every layer.' },
    TENSORRT_LLM: { description: 'TensorRT-LLM: GPUs share every layer.' },
  },
});

export const TrainingMethodEnum = builder.enumType('TrainingMethod', {
  description: 'Which weights are trained.',
  values: {
    FULL: { description: 'All of them.' },
    LORA: { description: 'Adapters of a frozen model in 16 bits.' },
    QLORA: { description: 'Adapters of a model frozen in 4 bits.' },
  },
});
