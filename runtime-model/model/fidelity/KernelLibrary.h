// A shared library that is compiled out of a kernel tree when the test runs.
#ifndef PREMAP_MODEL_FIDELITY_KERNELLIBRARY_H
#define PREMAP_MODEL_FIDELITY_KERNELLIBRARY_H

#include <filesystem>
#include <string>

namespace premap::model::fidelity {

/// The tree that the environment's \p Variable names, else \p Package in
/// premap's cache.
std::filesystem::path linuxTree(const char *Variable,
                                const std::string &Package);

class KernelLibrary {
public:
  /// Runs \p Script of this folder with \p Tree and a scratch folder, and loads
  /// \p Name from there.
  KernelLibrary(const std::filesystem::path &Tree, const std::string &Script,
                const std::string &Name);
  ~KernelLibrary();
  KernelLibrary(const KernelLibrary &) = delete;
  KernelLibrary &operator=(const KernelLibrary &) = delete;

  bool ready() const { return Handle != nullptr; }
  /// What the tree has not, although the script needs it; may be empty.
  const std::string &missing() const { return Missing; }

  template <typename Function> void load(Function &To, const char *Name) const {
    To = reinterpret_cast<Function>(find(Name));
  }

private:
  void *find(const char *Name) const;

  std::filesystem::path Scratch;
  std::string Missing;
  void *Handle = nullptr;
};

} // namespace premap::model::fidelity

#endif
