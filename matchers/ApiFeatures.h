// What a tree's own headers offer to an mmap_prepare hook: declarations of a
// known shape, never a version number, because stable trees mix them.
#ifndef PREMAP_MATCHERS_APIFEATURES_H
#define PREMAP_MATCHERS_APIFEATURES_H

#include "matchers/HeaderShapes.h"

#include "nlohmann/json.hpp"
#include "llvm/Support/Error.h"

#include <optional>
#include <string>
#include <vector>

namespace premap {

/// Each member says whether the declaration behind it is there, in a shape that
/// some release has. The kernel header that declares it is named where it is
/// not include/linux/mm.h.
struct ApiFeatures {
  // include/linux/fs.h
  bool MmapPrepare = false;       ///< file_operations.mmap_prepare
  bool HasValidMmapHooks = false; ///< file_has_valid_mmap_hooks()
  bool VfsMmap = false;           ///< vfs_mmap(), vfs_mmap_prepare()
  bool CanMmapFile = false;
  bool GenericFileMmapPrepare = false;
  bool GenericFileReadonlyMmapPrepare = false;
  bool FileIsDax = false;
  bool CompatSetDescFromVma = false;
  bool CompatTakesOperations = false; ///< __compat_vma_mmap(f_op, file, vma)

  // struct vm_area_desc, include/linux/mm_types.h
  bool DescVmFile = false;   ///< besides `file`
  bool DescVmFlags = false;  ///< the word: `desc->vm_flags |= VM_IO`
  bool DescVmaFlags = false; ///< the bits
  bool DescAction = false;

  // struct mmap_action, include/linux/mm_types.h
  bool SuccessHook = false;
  bool ErrorHook = false;
  bool ErrorOverride = false;

  // helpers on the descriptor
  bool DescSize = false; ///< vma_desc_size()
  bool DescPages = false;
  bool ActionRemap = false;
  bool ActionRemapFull = false;
  bool ActionIoRemap = false;
  bool ActionIoRemapFull = false;
  bool ActionSimpleIoRemap = false;
  bool ActionMapKernelPages = false;
  bool DescSetFlags = false;    ///< vma_desc_set_flags()
  bool DescClearFlags = false;  ///< vma_desc_clear_flags()
  bool DescTestFlags = false;   ///< vma_desc_test_flags(): any of several bits
  bool DescTest = false;        ///< vma_desc_test(): one bit
  bool DescTestAny = false;     ///< vma_desc_test_any()
  bool DescTestAll = false;     ///< vma_desc_test_all()
  bool FlagsTest = false;       ///< vma_flags_test(&desc->vma_flags, bit)
  bool FlagsTestOfMany = false; ///< the same, of any of several bits
  bool FlagsTestAny = false;    ///< vma_flags_test_any(&desc->vma_flags, ..)
  bool FlagsTestAll = false;    ///< vma_flags_test_all(&desc->vma_flags, ..)
  bool MkFlagsTakesStart = false;   ///< __mk_vma_flags(vma_flags_t, ..)
  bool DescIsCow = false;           ///< vma_desc_is_cow_mapping()
  bool VmaIsCow = false;            ///< vma_is_cow_mapping()
  bool FlagsIsCow = false;          ///< vma_flags_is_cow_mapping()
  bool VmaStartPgoff = false;       ///< vma_start_pgoff()
  bool VmaGetPageProt = false;      ///< vma_get_page_prot(vma_flags_t)
  bool VmaGetPageProtOfVma = false; ///< vma_get_page_prot(vma)
  bool VmaFlagsToPageProt = false;
  bool FlagsToLegacy = false; ///< vma_flags_to_legacy(), <linux/mm_types.h>
  bool DescSetAnonymous = false;
  bool ShmemZeroSetupDesc = false; ///< include/linux/shmem_fs.h

  // the core's part
  bool PrepareTakesAction = false;  ///< mmap_action_prepare(action, desc)
  bool CompleteTakesCompat = false; ///< mmap_action_complete(.., bool)
  bool Mapped = false;              ///< vm_operations_struct.mapped

  // inner hooks
  bool UioMmapPrepare = false;        ///< include/linux/uio_driver.h
  bool RingBufferMmapPrepare = false; ///< include/linux/hyperv.h

  bool operator==(const ApiFeatures &) const = default;
};

/// The names of the features that \p Features has, in the order of the struct:
/// "file_operations.mmap_prepare", "vma_desc_size", ...
std::vector<std::string> featureNames(const ApiFeatures &Features);

/// As a list of names; an unknown name throws nlohmann's other_error.
void to_json(nlohmann::json &J, const ApiFeatures &Features);
void from_json(const nlohmann::json &J, ApiFeatures &Features);

/// The release whose API is nearest: "none", or one of targetNames(). For
/// people; decisions look at the features.
std::string profileName(const ApiFeatures &Features);

/// The releases of kernel::targets(), oldest first.
const std::vector<std::string> &targetNames();

/// The features of headers that declare \p Shapes.
ApiFeatures featuresOf(const HeaderShapes &Shapes);

/// The features of the release \p Target, or none if it is not one of
/// targetNames(). Without the inner hooks, which a target does not need.
std::optional<ApiFeatures> featuresOf(const std::string &Target);

/// The features of the headers that \p AnyCommand, a command of some file of
/// the tree, makes Clang read, with \p Overlay in place. Adds to \p Seen, if
/// any, what was looked for on the disk. An error names the header that could
/// not be parsed.
llvm::Expected<ApiFeatures> detectFeatures(const CompileCommand &AnyCommand,
                                           const VirtualFiles &Overlay,
                                           FilesSeen *Seen = nullptr);

} // namespace premap

#endif
