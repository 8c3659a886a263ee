//! A server of Transfer Family asks who a user is.
//!
//! See "Using AWS Lambda to integrate your identity provider" in the AWS Transfer Family User Guide.

use crate::Secret;
use crate::field::{event, words};

event! {
    /// A user wants to sign in.
    pub struct TransferFamilyAuthorizerEvent = "a Transfer Family event" {
        /// The user's name.
        pub username: String = "username" required,
        /// The password in the clear; absent or empty where the user comes with a key.
        pub password: Option<Secret> = "password",
        /// The protocol.
        pub protocol: Option<TransferFamilyProtocol> = "protocol",
        /// The id of the server.
        pub server_id: Option<String> = "serverId" required,
        /// The address that the user comes from.
        pub source_ip: Option<String> = "sourceIp",
    }
}

words! {
    /// A protocol.
    pub enum TransferFamilyProtocol {
        /// Over SSH.
        Sftp = "SFTP",
        /// In the clear.
        Ftp = "FTP",
        /// Over TLS.
        Ftps = "FTPS",
    }
}

event! {
    /// What the user may do; without a role the user is not let in.
    ///
    /// ```
    /// use lamplight_events::sources::transfer_family_authorizer::TransferFamilyAuthorizerResponse;
    ///
    /// let response = TransferFamilyAuthorizerResponse::allow("arn:aws:iam::123456789012:role/transfer")
    ///     .with_directories([("/", "/orders/${transfer:UserName}")]);
    /// assert_eq!(
    ///     serde_json::to_value(response)?,
    ///     serde_json::json!({
    ///         "Role": "arn:aws:iam::123456789012:role/transfer",
    ///         "HomeDirectoryType": "LOGICAL",
    ///         "HomeDirectoryDetails": r#"[{"Entry":"/","Target":"/orders/${transfer:UserName}"}]"#,
    ///     })
    /// );
    /// assert_eq!(serde_json::to_string(&TransferFamilyAuthorizerResponse::deny())?, "{}");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct TransferFamilyAuthorizerResponse = "the response to Transfer Family" {
        /// The ARN of the role that the user acts in.
        pub role: Option<String> = "Role",
        /// EFS: who the user is to the file system.
        pub posix_profile: Option<TransferFamilyPosixProfile> = "PosixProfile",
        /// The public keys of a user who comes with one; not said of one who comes with a password.
        pub public_keys: Option<Vec<String>> = "PublicKeys",
        /// A policy as JSON within text, which leaves the user less than the role.
        pub policy: Option<String> = "Policy",
        /// How the user sees directories; as they are where it is not said.
        pub home_directory_type: Option<TransferFamilyHomeDirectoryType> = "HomeDirectoryType",
        /// `LOGICAL`: which directories the user sees, as JSON within text.
        pub home_directory_details: Option<String> = "HomeDirectoryDetails",
        /// `PATH`: the directory that the user begins in.
        pub home_directory: Option<String> = "HomeDirectory",
    }
}

event! {
    /// Who a user is to a file system.
    pub struct TransferFamilyPosixProfile = "a POSIX profile of Transfer Family" {
        /// The id of the user.
        pub uid: u32 = "Uid",
        /// The id of the group.
        pub gid: u32 = "Gid",
        /// The ids of other groups.
        pub secondary_gids: Option<Vec<u32>> = "SecondaryGids",
    }
}

words! {
    /// How a user sees directories.
    pub enum TransferFamilyHomeDirectoryType {
        /// As they are.
        Path = "PATH",
        /// As they are mapped.
        Logical = "LOGICAL",
    }
}

// === impl TransferFamilyAuthorizerResponse ===

impl TransferFamilyAuthorizerResponse {
    /// The user is let in, with this role.
    pub fn allow(role: impl Into<String>) -> Self {
        Self { role: Some(role.into()), ..Self::default() }
    }

    /// The user is not let in.
    #[must_use]
    pub fn deny() -> Self {
        Self::default()
    }

    /// The keys of which the user has to have one.
    #[must_use]
    pub fn with_public_keys<K: Into<String>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        self.public_keys = Some(keys.into_iter().map(Into::into).collect());
        self
    }

    /// What the user sees, and the bucket with its prefix, or the path of the file system, that it is.
    #[must_use]
    pub fn with_directories<E: Into<String>, T: Into<String>>(
        mut self,
        directories: impl IntoIterator<Item = (E, T)>,
    ) -> Self {
        let mapped = directories.into_iter().map(|(entry, target)| {
            let (entry, target): (String, String) = (entry.into(), target.into());
            serde_json::json!({ "Entry": entry, "Target": target })
        });
        self.home_directory_type = Some(TransferFamilyHomeDirectoryType::Logical);
        self.home_directory_details = Some(serde_json::Value::from_iter(mapped).to_string());
        self
    }
}
