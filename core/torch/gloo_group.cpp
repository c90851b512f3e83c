// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/gloo_group.h"

#include <fmt/format.h>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <torch/torch.h>

#include <exception>
#include <string>

namespace scenelens {

namespace {

/// The first line of what a library threw: c10d appends pages of stack.
std::string firstLine(const char* text) {
  const std::string whole = text;
  return whole.substr(0, whole.find('\n'));
}

class GlooGroup final : public ProcessGroup {
 public:
  GlooGroup(c10::intrusive_ptr<c10d::ProcessGroupGloo> group, const GroupAddress& address)
      : m_group(std::move(group)), m_address(address) {}

  [[nodiscard]] unsigned rank() const override { return m_address.rank; }
  [[nodiscard]] unsigned size() const override { return m_address.size; }

  [[nodiscard]] Status sum(std::span<double> values) override { return reduce(values); }
  [[nodiscard]] Status sum(std::span<float> values) override { return reduce(values); }

  [[nodiscard]] Status broadcast(std::span<float> values) override {
    return guarded([&] {
      std::vector<torch::Tensor> tensors{view(values)};
      m_group->broadcast(tensors)->wait();
    });
  }

 private:
  template <class T>
  static torch::Tensor view(std::span<T> values) {
    return torch::from_blob(values.data(), {static_cast<std::int64_t>(values.size())},
                            torch::CppTypeToScalarType<T>::value);
  }

  template <class T>
  Status reduce(std::span<T> values) {
    return guarded([&] {
      std::vector<torch::Tensor> tensors{view(values)};
      m_group->allreduce(tensors)->wait();
    });
  }

  template <class Work>
  Status guarded(Work work) const {
    try {
      work();
      return {};
    } catch (const std::exception& error) {
      return fail({fmt::format("process {} of {} lost the others: {}", m_address.rank,
                               m_address.size, firstLine(error.what())),
                   {},
                   0,
                   "Start all of them again with --resume"});
    }
  }

  c10::intrusive_ptr<c10d::ProcessGroupGloo> m_group;
  GroupAddress m_address;
};

}  // namespace

Result<std::unique_ptr<ProcessGroup>> joinGlooGroup(const GroupAddress& address) {
  try {
    const auto timeout = std::chrono::seconds(address.timeoutSeconds);
    c10d::TCPStoreOptions store;
    store.port = address.port;
    store.isServer = address.rank == 0;
    store.numWorkers = address.size;
    store.timeout = timeout;
    const auto tcp = c10::make_intrusive<c10d::TCPStore>(address.host, store);
    const auto options = c10d::ProcessGroupGloo::Options::create(timeout);
    // Talk over the interface that leads to the meeting point, not over whatever the machine's own
    // name resolves to.
    options->devices.push_back(
        address.host == "127.0.0.1" || address.host == "localhost"
            ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
            : c10d::ProcessGroupGloo::createDefaultDevice());
    options->threads = 1;
    auto group = c10::make_intrusive<c10d::ProcessGroupGloo>(
        tcp, static_cast<int>(address.rank), static_cast<int>(address.size), options);
    return std::make_unique<GlooGroup>(std::move(group), address);
  } catch (const std::exception& error) {
    return fail({fmt::format("process {} of {} could not join the others at {}:{}: {}",
                             address.rank, address.size, address.host, address.port,
                             firstLine(error.what())),
                 {},
                 0,
                 "Check MASTER_ADDR, MASTER_PORT, RANK and WORLD_SIZE of every process"});
  }
}

}  // namespace scenelens
