// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

namespace scenelens::submission_schema {

/// Required keys of meta.yaml. Source: the official validator of DCASE 2023 Task 1.
inline constexpr std::array kSubmission{"label", "name", "abbreviation", "authors"};
inline constexpr std::array kAuthor{"lastname", "firstname", "email", "affiliation"};
inline constexpr std::array kDescription{"input_sampling_rate",
                                         "acoustic_features",
                                         "embeddings",
                                         "data_augmentation",
                                         "machine_learning_method",
                                         "ensemble_method_subsystem_count",
                                         "decision_making",
                                         "external_data_usage",
                                         "complexity_management",
                                         "pipeline",
                                         "framework"};
inline constexpr std::array kComplexity{"total_model_size", "total_parameters",
                                        "total_parameters_non_zero", "memory_use", "macs"};
inline constexpr std::array kEnergy{"training", "inference", "baseline_inference"};
inline constexpr std::array kExternalDataset{"name", "url", "total_audio_length"};
inline constexpr std::array kFigures{"accuracy", "logloss"};
inline constexpr std::array kDevices{"a", "b", "c", "s1", "s2", "s3", "s4", "s5", "s6"};
inline constexpr std::size_t kMaxAbbreviation = 10;

}  // namespace scenelens::submission_schema
